package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.ReferenceFilter;
import java.util.Set;

/**
 * The references that keep a channel in use. Not what waits for its owner to be collected: weak and
 * phantom references, with all that the latter know to clean up, finalizers, and our own records.
 * The JDK's register of open ZIP files, by their path, does not count either, nor do its lists of
 * all threads: those that live are roots. Soft references do.
 */
final class StrongReferences implements ReferenceFilter {
  private static final Set<String> OURS =
      Set.of("io.github.noleaks.internal.", "io.github.noleaks.agent.");

  private static final Set<String> FIELDS =
      Set.of(
          "java.lang.ref.Reference.discovered",
          "java.lang.ref.Reference.next",
          "java.lang.ref.ReferenceQueue.head",
          "java.util.zip.ZipFile$Source.files",
          "java.lang.Thread.group",
          "java.lang.Thread.container",
          "java.lang.Thread$FieldHolder.group",
          "jdk.internal.vm.SharedThreadContainer.virtualThreads");

  private static final Set<String> CLASSES =
      Set.of(
          "jdk.internal.ref.CleanerImpl",
          "java.lang.ThreadGroup",
          "jdk.internal.vm.ThreadContainers");

  @Override
  public boolean keeps(HeapClass type, String declaringClass, String field) {
    if (type.isA("java.lang.ref.PhantomReference")
        || type.isA("java.lang.ref.FinalReference")
        || CLASSES.stream().anyMatch(declaringClass::startsWith)
        || OURS.stream().anyMatch(declaringClass::startsWith)) {
      return false;
    }
    if (declaringClass.equals("java.lang.ref.Reference") && field.equals("referent")) {
      return type.isA("java.lang.ref.SoftReference");
    }
    return !FIELDS.contains(declaringClass + '.' + field);
  }
}
