package io.github.noleaks.internal.access;

import com.google.gson.Gson;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import net.bytebuddy.jar.asm.ClassReader;
import org.assertj.core.api.Assertions;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Where the classes are that run in another JVM. */
public final class ClassPaths {
  private ClassPaths() {}

  static String classes() {
    return with(placeOf(Access.class));
  }

  static String with(Path noLeaks) {
    return Stream.of(noLeaks, tests(), placeOf(Assertions.class), placeOf(Gson.class))
        .map(Path::toString)
        .reduce((left, right) -> left + File.pathSeparator + right)
        .orElseThrow();
  }

  static Path tests() {
    return placeOf(AccessProbe.class);
  }

  static Path placeOf(Class<?> type) {
    try {
      return Path.of(
          Objects.requireNonNull(type.getProtectionDomain().getCodeSource()).getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Packs the classes, and the library that the agent weaves with, into a jar with the manifest
   * that pom.xml asks for: unit tests run before the real one is made.
   */
  public static Path jar(Path file) throws Exception {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Path classes = placeOf(Access.class);
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest());
        Stream<Path> files = Files.walk(classes)) {
      for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
        add(jar, classes.relativize(each).toString().replace(File.separatorChar, '/'), each);
      }
      addWeaver(jar);
    }
    return file;
  }

  private static void addWeaver(JarOutputStream jar) throws IOException {
    try (JarFile library = new JarFile(placeOf(ClassReader.class).toFile())) {
      for (JarEntry each : Collections.list(library.entries())) {
        if (each.getName().matches("net/bytebuddy/jar/asm/\\w+(\\$\\w+)?\\.class")) {
          jar.putNextEntry(new ZipEntry(each.getName()));
          try (InputStream in = library.getInputStream(each)) {
            in.transferTo(jar);
          }
        }
      }
    }
  }

  private static void add(JarOutputStream jar, String name, Path file) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    Files.copy(file, jar);
  }

  private static Manifest manifest() throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getDocumentElement();
    NodeList entries =
        ((Element) root.getElementsByTagName("manifestEntries").item(0)).getElementsByTagName("*");
    for (int i = 0; i < entries.getLength(); i++) {
      Element each = (Element) entries.item(i);
      manifest.getMainAttributes().putValue(each.getTagName(), each.getTextContent());
    }
    return manifest;
  }

  /** For class loaders that share nothing with ours. */
  static List<Path> noLeaksAndTests() {
    return List.of(placeOf(Access.class), tests());
  }
}
