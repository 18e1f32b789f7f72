package com.acme.waits;

import java.util.concurrent.atomic.AtomicReference;

/**
 * A thread of a user's that waits, for real: what it does, how it is freed, and what should be said
 * about it.
 *
 * @param name what it is about
 * @param summary what should be said
 * @param waitsIn the call that should be named
 * @param preparation makes what the thread waits for
 */
public record Situation(String name, String summary, String waitsIn, Preparation preparation) {

  /** Code of the thread. */
  public interface Body {
    void run() throws Exception;
  }

  /** Makes a queue, a lock, a socket ... and says how to wait for it. */
  public interface Preparation {
    Prepared prepare() throws Exception;
  }

  /**
   * What is ready to be waited for.
   *
   * @param body waits
   * @param release frees the thread, besides the interrupt it always gets
   */
  public record Prepared(Body body, Body release) {}

  /** A wait that ends when it is interrupted. */
  public static Situation of(String name, String summary, String waitsIn, Body body) {
    return new Situation(name, summary, waitsIn, () -> new Prepared(body, () -> {}));
  }

  /** A wait that needs more than an interrupt to end. */
  public static Situation of(String name, String summary, String waitsIn, Preparation preparation) {
    return new Situation(name, summary, waitsIn, preparation);
  }

  /** Starts the thread, platform or virtual. */
  public Waiting start(boolean virtual) throws Exception {
    Prepared prepared = preparation.prepare();
    AtomicReference<Throwable> end = new AtomicReference<>();
    Runnable code = () -> waitUntilFreed(prepared.body(), end);
    Thread thread = virtual ? startVirtual(code) : new Thread(code, "acme-waits-1");
    if (!virtual) {
      thread.setDaemon(true);
      thread.start();
    }
    return new Waiting(thread, prepared.release(), end);
  }

  private static void waitUntilFreed(Body body, AtomicReference<Throwable> end) {
    try {
      body.run();
    } catch (Throwable e) {
      end.set(e);
    }
  }

  private static Thread startVirtual(Runnable code) throws ReflectiveOperationException {
    return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, code);
  }

  /** The thread at work; closing frees it and waits for its end. */
  public record Waiting(Thread thread, Body release, AtomicReference<Throwable> end)
      implements AutoCloseable {

    @Override
    public void close() {
      try {
        release.run();
        thread.interrupt();
        thread.join(20_000);
      } catch (Exception e) {
        throw new AssertionError("cannot be freed: " + thread, e);
      }
      if (thread.isAlive()) {
        throw new AssertionError("still alive: " + thread);
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
