/**
 * The pipeline of a check: snapshot, difference, settle, diagnosis, report. The only place that
 * waits.
 */
@NullMarked
package io.github.noleaks.internal.check;

import org.jspecify.annotations.NullMarked;
