package io.github.noleaks.internal.access;

import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A scheduler's task inside of one of the user's. */
final class DecoratedTask<V> implements RunnableScheduledFuture<V> {
  private final RunnableScheduledFuture<V> inner;

  DecoratedTask(RunnableScheduledFuture<V> inner) {
    this.inner = inner;
  }

  @Override
  public boolean isPeriodic() {
    return inner.isPeriodic();
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return inner.getDelay(unit);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
  }

  @Override
  public void run() {
    inner.run();
  }

  @Override
  public boolean cancel(boolean mayInterrupt) {
    return inner.cancel(mayInterrupt);
  }

  @Override
  public boolean isCancelled() {
    return inner.isCancelled();
  }

  @Override
  public boolean isDone() {
    return inner.isDone();
  }

  @Override
  public V get() throws InterruptedException, ExecutionException {
    return inner.get();
  }

  @Override
  public V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return inner.get(timeout, unit);
  }
}
