/** Tests of workers that were there before a test and are stuck in something else after it. */
@NullMarked
package io.github.noleaks.junit.workers;

import org.jspecify.annotations.NullMarked;
