package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.ReferenceFilter;
import java.util.Map;
import java.util.Set;

/**
 * References that nobody wakes a thread by: the lists that the JDK keeps of all threads, the wait
 * queues inside of locks (what wakes their threads is told by {@link LiveThreads}), referents that
 * no code can get at, and our own records.
 *
 * <p>Soft and weak referents and those of finalizers are followed: as long as the leaked thread
 * lives, so do they, and who holds the reference gets at them; a finalizer runs some day.
 */
final class Bookkeeping implements ReferenceFilter {
  private static final String OURS = "io.github.noleaks.internal.";
  private static final String ALL = "*";

  /** By the class that declares them. */
  private static final Map<String, Set<String>> FIELDS =
      Map.ofEntries(
          Map.entry("java.lang.Thread", Set.of("group", "container", "parkBlocker")),
          Map.entry("java.lang.Thread$FieldHolder", Set.of("group")),
          Map.entry("java.lang.ThreadGroup", Set.of(ALL)),
          Map.entry("jdk.internal.vm.ThreadContainers", Set.of(ALL)),
          Map.entry("jdk.internal.vm.ThreadContainers$RootContainer", Set.of(ALL)),
          Map.entry(
              "jdk.internal.vm.ThreadContainers$RootContainer$TrackingRootContainer", Set.of(ALL)),
          Map.entry("jdk.internal.vm.SharedThreadContainer", Set.of("virtualThreads")),
          Map.entry("java.lang.ref.Reference", Set.of("discovered")),
          Map.entry(Names.AQS + "$Node", Set.of("waiter")),
          Map.entry(Names.AQLS + "$Node", Set.of("waiter")),
          Map.entry(
              "java.util.concurrent.locks.ReentrantReadWriteLock$Sync", Set.of("firstReader")));

  @Override
  public boolean keeps(HeapClass type, String declaringClass, String field) {
    if (!type.isOfBootLoader()) {
      return !declaringClass.startsWith(OURS) && keepsInherited(type, declaringClass, field);
    }
    return keepsInherited(type, declaringClass, field);
  }

  private boolean keepsInherited(HeapClass type, String declaringClass, String field) {
    if (declaringClass.equals("java.lang.ref.Reference") && field.equals("referent")) {
      return !type.isA("java.lang.ref.PhantomReference");
    }
    if (field.equals("exclusiveOwnerThread")) {
      return !type.isOfBootLoader();
    }
    Set<String> left = FIELDS.getOrDefault(declaringClass, Set.of());
    return !left.contains(field) && !left.contains(ALL);
  }
}
