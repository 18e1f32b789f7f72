/** What a leaked thread waits for, the verdict, and what to do about it. */
@NullMarked
package io.github.noleaks.internal.diagnose;

import org.jspecify.annotations.NullMarked;
