package io.github.noleaks.internal.heap;

/** Says which references the graph should leave out. */
@FunctionalInterface
public interface ReferenceFilter {

  /** Leaves nothing out. */
  ReferenceFilter NONE = (type, declaringClass, field) -> true;

  /**
   * Whether the references in a field are kept. Asked once a class and field.
   *
   * @param type the class of the objects
   * @param declaringClass the name of the class that declares the field
   * @param field the name of the field; static ones are asked for, too
   * @return {@code true} to keep them
   */
  boolean keeps(HeapClass type, String declaringClass, String field);
}
