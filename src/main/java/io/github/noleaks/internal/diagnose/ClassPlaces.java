package io.github.noleaks.internal.diagnose;

import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where classes come from: the folder or jar that holds the class file. */
final class ClassPlaces {

  private static final Bounded<String, Optional<String>> KNOWN = new Bounded<>(2_000);

  private ClassPlaces() {}

  /** The address of the folder or jar that holds a class, or {@code null} if none is found. */
  static @Nullable String of(String className) {
    return KNOWN.get(withoutSuffix(className), ClassPlaces::find).orElse(null);
  }

  static boolean isInFolder(String className) {
    String place = of(className);
    return place != null && place.startsWith("file:");
  }

  /** The folder that holds a class, or {@code null} if it comes from elsewhere. */
  static @Nullable Path folder(String className) {
    String place = of(className);
    if (place == null || !place.startsWith("file:")) {
      return null;
    }
    try {
      return Path.of(URI.create(place));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Hidden classes are called {@code Outer$$Lambda/0x...}: only the outer one has a class file. */
  private static String withoutSuffix(String className) {
    int hidden = className.indexOf('/');
    String name = hidden < 0 ? className : className.substring(0, hidden);
    int generated = name.indexOf("$$Lambda");
    return generated < 0 ? name : name.substring(0, generated);
  }

  private static Optional<String> find(String className) {
    String file = className.replace('.', '/') + ".class";
    try {
      URL url = null;
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      if (context != null) {
        url = context.getResource(file);
      }
      if (url == null) {
        ClassLoader ours = ClassPlaces.class.getClassLoader();
        url = ours == null ? null : ours.getResource(file);
      }
      String text = url == null ? "" : url.toString();
      return text.endsWith(file)
          ? Optional.of(text.substring(0, text.length() - file.length()))
          : Optional.empty();
    } catch (RuntimeException e) {
      // A class loader of the user's that throws: then the place is just not known.
      return Optional.empty();
    }
  }
}
