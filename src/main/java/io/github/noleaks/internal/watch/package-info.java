/** Watches: cheap marks of what is there, and what has come since. */
@NullMarked
package io.github.noleaks.internal.watch;

import org.jspecify.annotations.NullMarked;
