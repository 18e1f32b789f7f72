/** Takes a heap dump of this JVM and has it analysed, within limits. */
@NullMarked
package io.github.noleaks.internal.dump;

import org.jspecify.annotations.NullMarked;
