package io.github.noleaks.internal.dump;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * When a failing check may take a heap dump, and what the report may tell from it.
 *
 * @param on whether dumps are taken at all
 * @param maxBytes how large the used heap may be, in bytes
 * @param keepIn the folder where dumps are kept, or {@code null} to delete them
 * @param values whether strings, numbers and other values are told, or types only
 * @param mostDumps how many dumps there may be in the life of the JVM
 * @param share how much of the JVM's running time may be spent on them, from 0 to 1, which is no
 *     limit; the first seconds are free
 */
public record HeapSettings(
    boolean on, long maxBytes, @Nullable Path keepIn, boolean values, int mostDumps, double share) {

  private static final long GIGABYTE = 1L << 30;

  /**
   * The defaults of the configuration table.
   *
   * @return settings that say so
   */
  public static HeapSettings defaults() {
    return new HeapSettings(true, GIGABYTE, null, true, 100, 0.2);
  }

  /**
   * The same, without any dumps.
   *
   * @return new settings
   */
  public HeapSettings off() {
    return new HeapSettings(false, maxBytes, keepIn, values, mostDumps, share);
  }

  /**
   * The same for one last dump, even if all that are allowed have been taken.
   *
   * @return new settings
   */
  public HeapSettings onceMore() {
    return mostDumps == 0
        ? this
        : new HeapSettings(on, maxBytes, keepIn, values, Integer.MAX_VALUE, 1);
  }
}
