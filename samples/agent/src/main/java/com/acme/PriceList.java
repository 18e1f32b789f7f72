package com.acme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Prices in a file, a line each, such as {@code tea;3.20}. */
public final class PriceList {
  /** What was read last, for whoever wants to go on reading. Nobody closes it. */
  static volatile Stream<String> last;

  private final Path file;

  public PriceList(Path file) {
    this.file = file;
  }

  /** Forgets to close the stream, and with it the file. */
  public Optional<String> find(String name) throws IOException {
    last = Files.lines(file);
    return last.filter(line -> line.startsWith(name + ";")).findFirst();
  }

  /** The same as it should be. */
  public List<String> all() throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.toList();
    }
  }
}
