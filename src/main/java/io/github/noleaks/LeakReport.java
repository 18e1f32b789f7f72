package io.github.noleaks;

import java.util.List;

/**
 * What one check found.
 *
 * @param subject what was checked, such as {@code OrderServiceTest.sendsAll()}
 * @param leaks the findings, the gravest first; empty if nothing was left behind
 * @param notes what the reader should know about the check itself, a sentence each
 * @param text the report for people, empty if there are no findings
 */
public record LeakReport(String subject, List<Leak> leaks, List<String> notes, String text) {

  /**
   * Keeps copies of the lists.
   *
   * @param subject as the component
   * @param leaks as the component
   * @param notes as the component
   * @param text as the component
   */
  public LeakReport {
    leaks = List.copyOf(leaks);
    notes = List.copyOf(notes);
  }

  /**
   * Whether nothing was left behind.
   *
   * @return {@code true} if there are no findings
   */
  public boolean isEmpty() {
    return leaks.isEmpty();
  }

  /**
   * All threads of all findings: those that were left behind, and those that were there before and
   * are stuck in a {@linkplain LeakedThread#task() task}.
   *
   * @return the threads, in the order of the findings
   */
  public List<LeakedThread> threads() {
    return leaks.stream().flatMap(leak -> leak.threads().stream()).toList();
  }

  /**
   * All tasks of all findings that were left in the queue of an executor.
   *
   * @return the tasks, in the order of the findings
   */
  public List<LeakedTask> tasks() {
    return leaks.stream().flatMap(leak -> leak.tasks().stream()).toList();
  }

  /**
   * All files, sockets and the like of all findings that were left open.
   *
   * @return the channels, in the order of the findings
   */
  public List<OpenChannel> channels() {
    return leaks.stream().flatMap(leak -> leak.channels().stream()).toList();
  }

  /**
   * All child processes of all findings that were left alive.
   *
   * @return the processes, in the order of the findings
   */
  public List<LeakedProcess> processes() {
    return leaks.stream().flatMap(leak -> leak.processes().stream()).toList();
  }

  /** The report for people; for an empty report, a sentence that says so. */
  @Override
  public String toString() {
    return isEmpty() ? subject + " left nothing behind" : text;
  }
}
