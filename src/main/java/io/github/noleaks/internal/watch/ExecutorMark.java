package io.github.noleaks.internal.watch;

import java.util.List;

/**
 * How much the executors had to do at one moment. It holds numbers, and keeps no executor alive.
 * Made and read by {@link ExecutorWatch}.
 */
public final class ExecutorMark {
  static final ExecutorMark NONE = new ExecutorMark(List.of(), new int[0], -1, 0);

  private final List<WatchedExecutor> executors;
  private final int[] loads;
  private final long scheduled;
  private final long nanos;

  /**
   * Made by the watch.
   *
   * @param loads of each executor the length of its queue and how many tasks may be under way
   */
  ExecutorMark(List<WatchedExecutor> executors, int[] loads, long scheduled, long nanos) {
    this.executors = executors;
    this.loads = loads;
    this.scheduled = scheduled;
    this.nanos = nanos;
  }

  /**
   * Whether it was taken before a moment.
   *
   * @param moment as {@link System#nanoTime()} tells it
   * @return {@code true} if it was
   */
  public boolean isBefore(long moment) {
    return nanos - moment < 0;
  }

  boolean isNone() {
    return scheduled < 0;
  }

  List<WatchedExecutor> executors() {
    return executors;
  }

  boolean contains(WatchedExecutor.Identity executor) {
    return executors.stream().anyMatch(each -> each.number() == executor.number());
  }

  int queued(int index) {
    return loads[2 * index];
  }

  int busy(int index) {
    return loads[2 * index + 1];
  }

  /** The number of the first task that was scheduled after it. */
  long scheduled() {
    return scheduled;
  }
}
