package io.github.noleaks.testing;

import java.util.function.Function;

/** Loaded by a class loader of its own, it creates a thread for a task of somebody else's. */
public final class CreatesThread implements Function<Runnable, Thread> {
  @Override
  public Thread apply(Runnable task) {
    return new Thread(task);
  }
}
