/** Which threads are excused: the users' rules and the catalog of known threads. */
@NullMarked
package io.github.noleaks.internal.ignore;

import org.jspecify.annotations.NullMarked;
