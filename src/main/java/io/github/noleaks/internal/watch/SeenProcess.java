package io.github.noleaks.internal.watch;

import io.github.noleaks.LeakedProcess;
import java.util.Set;

/**
 * One look at a child process.
 *
 * @param key tells it from all others, also from a later one that gets the same number
 * @param process the facts about it
 * @param pipes what the kernel calls the pipes between it and this JVM; empty where it does not say
 */
public record SeenProcess(String key, LeakedProcess process, Set<String> pipes) {

  /**
   * Keeps a copy of the set.
   *
   * @param key as the component
   * @param process as the component
   * @param pipes as the component
   */
  public SeenProcess {
    pipes = Set.copyOf(pipes);
  }
}
