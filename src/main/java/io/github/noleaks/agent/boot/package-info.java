/**
 * What the woven classes of the JDK call. The agent defines these classes in the boot loader: they
 * know nothing but java.base, and nobody else may refer to them by their type.
 */
@NullMarked
package io.github.noleaks.agent.boot;

import org.jspecify.annotations.NullMarked;
