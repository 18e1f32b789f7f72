/** What NoLeaks costs, beside what others cost in the same run. */
@NullMarked
package io.github.noleaks.benchmark;

import org.jspecify.annotations.NullMarked;
