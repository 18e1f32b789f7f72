package io.github.noleaks.agent;

/** Defines classes in the boot loader, where the agent has opened the JDK to its own loader. */
public final class Definer {
  private Definer() {}

  /**
   * Defines a class.
   *
   * @param name its name
   * @param bytes its class file
   * @return the class
   * @throws ReflectiveOperationException if this JDK has no such way
   */
  public static Class<?> define(String name, byte[] bytes) throws ReflectiveOperationException {
    Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
    Object instance = unsafe.getMethod("getUnsafe").invoke(null);
    Class<?> defined =
        (Class<?>)
            unsafe
                .getMethod(
                    "defineClass",
                    String.class,
                    byte[].class,
                    int.class,
                    int.class,
                    ClassLoader.class,
                    java.security.ProtectionDomain.class)
                .invoke(instance, name, bytes, 0, bytes.length, null, null);
    return defined;
  }
}
