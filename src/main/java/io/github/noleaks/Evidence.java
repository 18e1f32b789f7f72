package io.github.noleaks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a heap dump, made after the check had found the leak, says about its first thread. It is
 * text: it refers to no live object.
 *
 * @param waitsFor the state of what the thread waits for, such as {@code the queue holds 1 of 1
 *     ("order-7")}, or {@code null} if there is nothing to say
 * @param wokenBy who could wake the thread, as the shortest way from a static field, a local
 *     variable or the like, or why nobody can; empty if it is not known
 * @param retains how many bytes the thread keeps alive at most that nothing else does, or {@code
 *     -1} if that is not known
 * @param executor the executor whose worker the thread is, and who holds that; empty if it is
 *     none's
 */
public record Evidence(
    @Nullable String waitsFor, List<String> wokenBy, long retains, List<String> executor) {

  /** Nothing is known. */
  public static final Evidence NONE = new Evidence(null, List.of(), -1, List.of());

  /**
   * Keeps copies of the lists.
   *
   * @param waitsFor as the component
   * @param wokenBy as the component
   * @param retains as the component
   * @param executor as the component
   */
  public Evidence {
    wokenBy = List.copyOf(wokenBy);
    executor = List.copyOf(executor);
  }
}
