/** Assertions on a {@link io.github.noleaks.LeakReport}. */
@NullMarked
package io.github.noleaks.assertj;

import org.jspecify.annotations.NullMarked;
