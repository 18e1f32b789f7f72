package io.github.noleaks.internal.watch;

import io.github.noleaks.LeakedThread;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Sees threads of both kinds come and go. Thread-safe. */
public final class ThreadWatch {

  public static ThreadWatch shared() {
    return new ThreadWatch();
  }

  public ThreadMark mark() {
    throw new UnsupportedOperationException("not yet");
  }

  public boolean unchangedSince(ThreadMark mark) {
    throw new UnsupportedOperationException("not yet");
  }

  public List<LeakedThread> since(ThreadMark mark) {
    throw new UnsupportedOperationException("not yet");
  }

  public List<LeakedThread> all() {
    throw new UnsupportedOperationException("not yet");
  }

  public Set<Long> aliveIds() {
    throw new UnsupportedOperationException("not yet");
  }

  public void awaitEnd(Collection<LeakedThread> threads, Duration atMost)
      throws InterruptedException {
    throw new UnsupportedOperationException("not yet");
  }

  public List<String> blindSpots() {
    throw new UnsupportedOperationException("not yet");
  }
}
