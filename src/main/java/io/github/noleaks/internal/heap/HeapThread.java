package io.github.noleaks.internal.heap;

import java.util.List;

/**
 * A thread that lived when the dump was made.
 *
 * @param object the {@code Thread}
 * @param frames its stack, the innermost first
 * @param others objects that native code of the thread uses, or whose frame is not known
 */
public record HeapThread(int object, List<HeapFrame> frames, List<Integer> others) {}
