package io.github.noleaks.internal.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what Linux tells in {@code /proc}, where entries come and go while they are read. */
final class ProcFiles {
  private ProcFiles() {}

  /** Where a link leads, or {@code null} if it is gone or not ours to read. */
  static @Nullable String target(String link) {
    try {
      return Files.readSymbolicLink(Path.of(link)).toString();
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** The lines of a file; none if it is gone or not ours to read. */
  static List<String> lines(String file) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of(file));
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }
}
