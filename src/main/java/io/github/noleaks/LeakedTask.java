package io.github.noleaks;

import java.time.Duration;

/**
 * A task that was left in the queue of an executor. A description: it refers to no live object.
 *
 * @param className the class of what it runs, the JDK's wrappers around it left out; of a lambda
 *     the name the JVM has given it, such as {@code com.acme.Mailer$$Lambda/0x00007f1a}
 * @param kind what it waits for
 * @param delay how long until it is due; zero if it is due, or if that is not known
 * @param executor the executor as a user knows it, such as {@code ScheduledThreadPoolExecutor: 1 of
 *     1 workers, not shut down}
 */
public record LeakedTask(String className, Kind kind, Duration delay, String executor) {

  /** What a task in a queue waits for. */
  public enum Kind {
    /** A worker. */
    QUEUED,
    /** Its time, once. */
    DELAYED,
    /** Its time, again and again. */
    PERIODIC
  }
}
