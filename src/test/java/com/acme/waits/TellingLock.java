package com.acme.waits;

import java.util.concurrent.locks.ReentrantLock;

/** A lock of the user's that tells who waits for it: whoever holds it can interrupt them. */
public final class TellingLock extends ReentrantLock {
  private static final long serialVersionUID = 1;

  public void interruptWaiters() {
    getQueuedThreads().forEach(Thread::interrupt);
  }
}
