package io.github.noleaks.internal.watch;

public final class VirtualThreads {
  private VirtualThreads() {}

  public static boolean isSupported() {
    return false;
  }

  public static Thread start(String name, Runnable task) {
    return new Thread(task, name);
  }
}
