/** Tags that travel from creator to created thread: whose it is, and who created it. */
@NullMarked
package io.github.noleaks.internal.origin;

import org.jspecify.annotations.NullMarked;
