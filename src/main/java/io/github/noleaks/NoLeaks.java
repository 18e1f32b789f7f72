package io.github.noleaks;

import io.github.noleaks.internal.check.Checks;
import java.util.concurrent.Executor;

/**
 * The programmatic way in, for JUnit 4, TestNG, a {@code main} method or a single block of code.
 * After the model of Uber's goleak. All methods may be called from any thread, several at once.
 */
public final class NoLeaks {

  private NoLeaks() {}

  /**
   * Takes a mark of what is there now. Costs microseconds.
   *
   * @return the mark, to be asked later
   */
  public static Snapshot snapshot() {
    return snapshot(Options.defaults());
  }

  /**
   * Takes a mark of what is there now.
   *
   * @param options what to look at when the mark is asked; their own {@link Options#since()} is not
   *     used
   * @return the mark, to be asked later
   * @throws NoLeaksConfigurationException if one of the rules is broken
   */
  public static Snapshot snapshot(Options options) {
    return Checks.snapshot(options);
  }

  /**
   * Looks at all live threads but the caller's and the known harmless ones; goleak's {@code Find}.
   *
   * @return what was found, possibly nothing
   */
  public static LeakReport find() {
    return find(Options.defaults());
  }

  /**
   * Looks for leaks; goleak's {@code Find}. With a {@linkplain Options#since() snapshot} these are
   * also the channels that were opened since and are open, and the child processes that were
   * started since and are alive; without one, threads alone.
   *
   * @param options what to look at
   * @return what was found, possibly nothing
   * @throws NoLeaksConfigurationException if one of the rules is broken
   */
  public static LeakReport find(Options options) {
    return Checks.find(options);
  }

  /**
   * Fails if {@link #find()} finds something; goleak's {@code VerifyNone}.
   *
   * @throws LeaksFoundError if something was found
   */
  public static void verifyNone() {
    verifyNone(Options.defaults());
  }

  /**
   * Fails if {@link #find(Options)} finds something; goleak's {@code VerifyNone}.
   *
   * @param options what to look at
   * @throws LeaksFoundError if something was found
   * @throws NoLeaksConfigurationException if one of the rules is broken
   */
  public static void verifyNone(Options options) {
    Checks.verifyNone(options);
  }

  /**
   * Accepts every thread that lives now for the rest of the JVM's life: no check of any kind
   * reports it any more, nor the threads that it creates later, where it is known who has created
   * them. Of a pool's worker that holds for the task it is in now, not for what it gets stuck in
   * later. The same goes for the tasks that sit in the queues of executors now, as far as {@code
   * noleaks.access} shows them, and for what is open and which child processes are alive. For a
   * fixture that several test classes share; call it right after the fixture has started. {@link
   * StartsForAll} says the same of what a test class starts.
   */
  public static void adoptCurrent() {
    Checks.adoptCurrent();
  }

  /**
   * Watches an executor that could not be seen otherwise: one without live threads, or of a make of
   * its own. What has live threads is watched anyway.
   *
   * <p>If code of a test or class calls it, the executor belongs to that scope, unless it was there
   * already when the scope began. When the scope ends, the executor must be shut down, or have
   * neither threads nor tasks. For the scopes that begin later, its queue must not be longer at
   * their end than it was at their begin. If no test runs, only the latter holds.
   *
   * <p>Queues are read in the pools of the JDK, their subclasses, and what wraps them (the JDK's
   * own wrappers, Guava's and Spring's); that needs {@code noleaks.access}. Any other {@link
   * java.util.concurrent.ExecutorService} is only asked whether it {@code isShutdown()}, and taken
   * for shut down if it throws; a mock, proxy or other generated class is not asked at all. No lock
   * is taken, and no strong reference is kept.
   *
   * @param executor the executor
   * @param <E> its type
   * @return the same executor
   */
  public static <E extends Executor> E watch(E executor) {
    Checks.watch(executor);
    return executor;
  }
}
