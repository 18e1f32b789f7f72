package io.github.noleaks.internal.evidence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a heap dump says about one thread.
 *
 * @param threadId the id of the thread
 * @param stuck whether it is proven that nothing can wake it
 * @param waitsOn tells apart what threads wait for: the same number is the same object, and {@code
 *     -1} stands for none
 * @param waitsFor the state of what it waits for, such as {@code the queue is empty}, or {@code
 *     null}
 * @param heldBy who owns what it waits for, and what the owner does, or {@code null}
 * @param wokenBy who could wake it, or why nobody can, a sentence each; empty if that is not known
 * @param retains how many bytes it keeps alive at most that nothing else does, or {@code -1} if
 *     that is not known
 * @param executor the executor whose worker it is, and who holds that, a sentence each
 * @param worksFor tells apart executors: the same number is the same one, and {@code -1} stands for
 *     none
 * @param tag the number of the tag it carries, among {@link HeapEvidence#tags()}; negative if it
 *     carries none
 */
public record ThreadEvidence(
    long threadId,
    boolean stuck,
    long waitsOn,
    @Nullable String waitsFor,
    @Nullable String heldBy,
    List<String> wokenBy,
    long retains,
    List<String> executor,
    long worksFor,
    int tag) {

  /**
   * Keeps copies of the lists.
   *
   * @param threadId as the component
   * @param stuck as the component
   * @param waitsOn as the component
   * @param waitsFor as the component
   * @param heldBy as the component
   * @param wokenBy as the component
   * @param retains as the component
   * @param executor as the component
   * @param worksFor as the component
   * @param tag as the component
   */
  public ThreadEvidence {
    wokenBy = List.copyOf(wokenBy);
    executor = List.copyOf(executor);
  }

  /** About a thread that carries no tag. */
  ThreadEvidence(
      long threadId,
      boolean stuck,
      long waitsOn,
      @Nullable String waitsFor,
      @Nullable String heldBy,
      List<String> wokenBy,
      long retains,
      List<String> executor,
      long worksFor) {
    this(
        threadId,
        stuck,
        waitsOn,
        waitsFor,
        heldBy,
        wokenBy,
        retains,
        executor,
        worksFor,
        CarriedTags.NONE);
  }

  /** The same about a thread that carries a tag. */
  ThreadEvidence withTag(int number) {
    return new ThreadEvidence(
        threadId, stuck, waitsOn, waitsFor, heldBy, wokenBy, retains, executor, worksFor, number);
  }

  /** The same, with nothing said about who could wake it if that was nobody. */
  ThreadEvidence withoutProof() {
    return stuck
        ? new ThreadEvidence(
            threadId, false, waitsOn, waitsFor, heldBy, List.of(), -1, executor, worksFor, tag)
        : this;
  }
}
