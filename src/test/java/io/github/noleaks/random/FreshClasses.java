package io.github.noleaks.random;

import java.io.IOException;
import java.io.InputStream;

/** Loads the classes of a suite once more, so that their static initialisers run once more. */
final class FreshClasses extends ClassLoader {
  static final String SUITE = FreshClasses.class.getPackageName() + ".suite.";

  private final boolean watchedByName;

  /**
   * A loader for one run.
   *
   * @param watchedByName whether the annotation that switches NoLeaks on can be found; one that
   *     cannot be found counts as not there
   */
  FreshClasses(boolean watchedByName) {
    super(FreshClasses.class.getClassLoader());
    this.watchedByName = watchedByName;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(SUITE)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    if (!watchedByName && name.equals(SUITE + "Watched")) {
      throw new ClassNotFoundException(name);
    }
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
