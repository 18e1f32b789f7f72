package io.github.noleaks.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings into the boot loader what woven classes call. There need be no jar and no folder for that:
 * a class of the JDK's own defines them, and is opened for it to a loader that nobody else has.
 */
final class BootClasses {
  private static final String PACKAGE = "io.github.noleaks.agent.boot.";
  private static final List<String> NAMES =
      List.of("Opening", "Sought", "Registry$Recording", "Registry", "Hooks", "Openings");

  private BootClasses() {}

  /** Whether another copy of the agent has done all of this. */
  static boolean arePresent() {
    try {
      Class.forName(PACKAGE + "Openings", false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  static void define(Instrumentation given) throws ReflectiveOperationException, IOException {
    Definers definers = new Definers();
    Module base = Object.class.getModule();
    given.redefineModule(
        base,
        Set.of(),
        Map.of("jdk.internal.misc", Set.of(definers.getUnnamedModule())),
        Map.of(),
        Set.of(),
        Map.of());
    Method define =
        definers
            .define(Definer.class.getName(), bytes("Definer"))
            .getMethod("define", String.class, byte[].class);
    Class<?> last = Definer.class;
    for (String each : NAMES) {
      last = (Class<?>) define.invoke(null, PACKAGE + each, bytes("boot/" + each));
    }
    // For the addresses of sockets.
    given.redefineModule(
        base,
        Set.of(),
        Map.of("sun.nio.ch", Set.of(last.getModule())),
        Map.of(),
        Set.of(),
        Map.of());
  }

  static Class<?> hooks() throws ClassNotFoundException {
    return Class.forName(PACKAGE + "Hooks", false, null);
  }

  static void turnOff() throws ReflectiveOperationException {
    Class.forName(PACKAGE + "Openings", true, null).getMethod("turnOff").invoke(null);
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = BootClasses.class.getResourceAsStream(name + ".class")) {
      if (in == null) {
        throw new IOException("the class %s is missing".formatted(name));
      }
      return in.readAllBytes();
    }
  }

  private static final class Definers extends ClassLoader {
    Definers() {
      super(null);
    }

    Class<?> define(String name, byte[] bytes) {
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
