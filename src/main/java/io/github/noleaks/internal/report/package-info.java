/** From facts to text and JSON; the only place that prints. */
@NullMarked
package io.github.noleaks.internal.report;

import org.jspecify.annotations.NullMarked;
