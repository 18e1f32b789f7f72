/** The agent: opens internals of the JDK to NoLeaks. May start before, and without, the rest. */
@NullMarked
package io.github.noleaks.agent;

import org.jspecify.annotations.NullMarked;
