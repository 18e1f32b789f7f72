package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapFrame;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapThread;
import io.github.noleaks.internal.heap.Marking;
import java.util.BitSet;

/**
 * What can be reached by code that lives: from classes, native code and the stacks of threads. A
 * way from a static field of the users' or their libraries' is told before one from a local
 * variable, and both before one that begins in the JDK.
 */
final class Reach {
  /** The check that has the dump made is not the one to hold a channel. */
  private static final String OURS = "io.github.noleaks.internal.";

  private final HeapGraph graph;
  private final Marking marking;
  private final int threadsWithoutStack;

  /**
   * Finds out.
   *
   * @param graph the heap, with {@link StrongReferences} alone
   */
  Reach(HeapGraph graph) {
    this.graph = graph;
    marking = new Marking(graph, new BitSet(), object -> {});
    markStatics(false);
    marking.run();
    UnlistedThreads unlisted = UnlistedThreads.of(graph);
    threadsWithoutStack = unlisted.withoutStack();
    unlisted.started().forEach(marking::start);
    graph.threads().forEach(thread -> markLocals(thread, false));
    marking.run();
    markStatics(true);
    // What a ClassValue knows is in a field of the class, and dumps leave those out.
    HeapClass classValues = graph.jdkClass("java.lang.ClassValue$ClassValueMap");
    if (classValues != null) {
      graph.instancesOf(classValues).forEach(marking::start);
    }
    graph.nativeRoots().forEach(marking::start);
    graph.threads().forEach(thread -> markLocals(thread, true));
    marking.run();
  }

  private void markStatics(boolean ofJdk) {
    for (HeapClass type : graph.classes()) {
      int object = graph.objectOf(type);
      if (object >= 0 && Names.isJdk(type.name()) == ofJdk) {
        marking.start(object);
      }
    }
  }

  /** Of what the JDK's code refers to, most is what the users' code has called it with. */
  private void markLocals(HeapThread thread, boolean ofJdk) {
    boolean users = false;
    for (HeapFrame frame : thread.frames()) {
      users |= !Names.isJdk(frame.className());
      if (users != ofJdk && !frame.className().startsWith(OURS)) {
        marking.start(thread.object());
        frame.locals().forEach(local -> marking.mark(local, thread.object()));
      }
    }
    if (ofJdk) {
      marking.start(thread.object());
      thread.others().forEach(other -> marking.mark(other, thread.object()));
    }
  }

  Marking marking() {
    return marking;
  }

  /** References that wait for the JVM to clean up may be reached, and hold nothing. */
  boolean isReached(int object) {
    return marking.isReached(object)
        && !graph.classOf(object).isA("java.lang.ref.PhantomReference");
  }

  /** Of how many virtual threads the dump does not tell what they hold. */
  int threadsWithoutStack() {
    return threadsWithoutStack;
  }
}
