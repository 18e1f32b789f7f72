/** What the jar does when it is started by itself. */
@NullMarked
package io.github.noleaks.internal.cli;

import org.jspecify.annotations.NullMarked;
