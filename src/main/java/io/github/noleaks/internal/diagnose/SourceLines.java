package io.github.noleaks.internal.diagnose;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the line of source a frame stands on, in the source sets ({@code src/test/java}, {@code
 * src/main/kotlin}, ...) of the module the class was built in or of the working folder. Never
 * throws; finds nothing rather than something wrong.
 */
final class SourceLines {

  private static final int LONGEST = 120;
  private static final long LARGEST = 2_000_000;
  private static final int LEVELS = 8;
  private static final Bounded<String, Optional<Path>> FILES = new Bounded<>(1_000);
  private static final Bounded<Path, List<String>> LINES = new Bounded<>(16);
  private static final Bounded<Path, List<Path>> ROOTS = new Bounded<>(64);

  private SourceLines() {}

  /** The line without its indentation, or {@code null} if there is no source for it. */
  static @Nullable String at(StackTraceElement frame) {
    if (frame.getFileName() == null || frame.getLineNumber() < 1) {
      return null;
    }
    try {
      Optional<Path> file = FILES.get(frame.getClassName(), type -> find(frame));
      if (file.isEmpty()) {
        return null;
      }
      List<String> lines = LINES.get(file.get(), SourceLines::read);
      if (frame.getLineNumber() > lines.size()) {
        return null;
      }
      String line = lines.get(frame.getLineNumber() - 1).strip();
      if (line.isEmpty()) {
        return null;
      }
      return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + '…';
    } catch (RuntimeException e) {
      // Names that are no paths on this system, folders that may not be read.
      return null;
    }
  }

  private static List<String> read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        return List.of();
      }
      // Not Files.readAllLines: that one throws at the first byte that is not UTF-8, and where the
      // test has left its thread interrupted.
      try (FileInputStream in = new FileInputStream(file.toFile())) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      }
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<Path> find(StackTraceElement frame) {
    String fileName = String.valueOf(frame.getFileName());
    if (fileName.indexOf('/') >= 0 || fileName.indexOf('\\') >= 0) {
      return Optional.empty();
    }
    String type = frame.getClassName();
    int dot = type.lastIndexOf('.');
    String relative =
        dot < 0 ? fileName : type.substring(0, dot).replace('.', '/') + '/' + fileName;
    Path folder = ClassPlaces.folder(type);
    for (Path module : modules(folder)) {
      for (Path root : inLikelyOrder(ROOTS.get(module, SourceLines::sourceRoots), folder)) {
        Path file = root.resolve(relative);
        if (Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /** The folders above {@code target/classes} and the like, then the working folder. */
  private static Set<Path> modules(@Nullable Path classFolder) {
    Set<Path> modules = new LinkedHashSet<>();
    Path folder = classFolder == null ? null : classFolder.getParent();
    for (int level = 0; folder != null && level < LEVELS; level++) {
      modules.add(folder);
      folder = folder.getParent();
    }
    modules.add(Path.of(System.getProperty("user.dir", ".")).toAbsolutePath());
    return modules;
  }

  /** {@code src/SET/LANGUAGE} for all sets and languages there are, and {@code src} itself. */
  private static List<Path> sourceRoots(Path module) {
    Path src = module.resolve("src");
    List<Path> roots = new ArrayList<>();
    for (Path set : folders(src)) {
      roots.addAll(folders(set));
    }
    if (Files.isDirectory(src)) {
      roots.add(src);
    }
    return roots;
  }

  private static List<Path> folders(Path parent) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(parent)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(parent, Files::isDirectory)) {
        children.forEach(found::add);
      } catch (IOException e) {
        return List.of();
      }
    }
    return found;
  }

  /** Two source sets may hold files of one name: test classes come from the test sources. */
  private static List<Path> inLikelyOrder(List<Path> roots, @Nullable Path classFolder) {
    boolean test = classFolder != null && classFolder.toString().contains("test");
    return roots.stream()
        .sorted(
            Comparator.<Path, Boolean>comparing(root -> isTest(root) != test)
                .thenComparing(Path::toString))
        .toList();
  }

  private static boolean isTest(Path sourceRoot) {
    Path set = sourceRoot.getParent();
    Path name = set == null ? null : set.getFileName();
    return name != null && name.toString().contains("test");
  }
}
