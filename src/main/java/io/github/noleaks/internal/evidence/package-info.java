/** What a heap dump proves about a leaked thread: who holds it, and by which names. */
@NullMarked
package io.github.noleaks.internal.evidence;

import org.jspecify.annotations.NullMarked;
