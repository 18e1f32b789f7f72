/** The JUnit side: configuration and annotations in, failures out. */
@NullMarked
package io.github.noleaks.junit;

import org.jspecify.annotations.NullMarked;
