/** A heap dump as a compact graph: objects, references, roots and the stacks of threads. */
@NullMarked
package io.github.noleaks.internal.heap;

import org.jspecify.annotations.NullMarked;
