/**
 * NoLeaks fails a test that leaves a thread running behind, and says what the thread waits for.
 *
 * <p>Start at {@link io.github.noleaks.VerifyNoLeaks} (JUnit 5 and 6) or at {@link
 * io.github.noleaks.NoLeaks} (everything else).
 */
@NullMarked
package io.github.noleaks;

import org.jspecify.annotations.NullMarked;
