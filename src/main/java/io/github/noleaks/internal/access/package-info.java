/**
 * Access to internals of the JDK, where the JVM gives it: by flags, by the agent, or by attaching
 * it.
 */
@NullMarked
package io.github.noleaks.internal.access;

import org.jspecify.annotations.NullMarked;
