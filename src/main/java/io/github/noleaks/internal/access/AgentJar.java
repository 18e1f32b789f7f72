package io.github.noleaks.internal.access;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The jar to attach: the one NoLeaks comes in, or else, as in an IDE that has its classes in a
 * folder, one made for the moment.
 */
final class AgentJar implements Closeable {
  private static final String AGENT = "io.github.noleaks.agent.NoLeaksAgent";
  private static final List<String> CLASSES = List.of(AGENT, "io.github.noleaks.agent.Attach");
  private static final Attributes.Name AGENT_CLASS = new Attributes.Name("Agent-Class");

  private final Path file;
  private final boolean temporary;

  private AgentJar(Path file, boolean temporary) {
    this.file = file;
    this.temporary = temporary;
  }

  /**
   * Finds it or makes it.
   *
   * @throws IOException if no folder can be written to
   */
  static AgentJar find() throws IOException {
    Path ours = ours();
    return ours == null ? new AgentJar(make(), true) : new AgentJar(ours, false);
  }

  Path file() {
    return file;
  }

  @Override
  public void close() {
    if (temporary) {
      delete(file);
    }
  }

  private static @Nullable Path ours() {
    CodeSource source = AgentJar.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return null;
    }
    try {
      Path path = Path.of(source.getLocation().toURI());
      if (!Files.isRegularFile(path) || !canBeNamed(path)) {
        return null;
      }
      try (JarFile jar = new JarFile(path.toFile())) {
        Manifest manifest = jar.getManifest();
        return manifest != null && AGENT.equals(manifest.getMainAttributes().getValue(AGENT_CLASS))
            ? path
            : null;
      }
    } catch (IOException | URISyntaxException | RuntimeException e) {
      return null; // Such as a jar within a jar.
    }
  }

  /** After this sign the JVM expects the agent's arguments. */
  private static boolean canBeNamed(Path path) {
    return !path.toString().contains("=");
  }

  private static Path make() throws IOException {
    IOException last = null;
    for (String folder : List.of(System.getProperty("java.io.tmpdir"), "target", "build")) {
      try {
        Path parent = Path.of(folder).toAbsolutePath();
        if (canBeNamed(parent)) {
          return write(Files.createTempFile(parent, "noleaks-agent-", ".jar"));
        }
      } catch (IOException e) {
        last = e;
      }
    }
    throw last != null ? last : new IOException("there is no folder for the agent's jar");
  }

  private static Path write(Path file) throws IOException {
    boolean written = false;
    try {
      writeTo(file);
      written = true;
    } finally {
      if (!written) {
        delete(file);
      }
    }
    return file;
  }

  private static void writeTo(Path file) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(AGENT_CLASS, AGENT);
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      for (String each : CLASSES) {
        String name = each.replace('.', '/') + ".class";
        try (InputStream in = AgentJar.class.getResourceAsStream("/" + name)) {
          if (in == null) {
            throw new IOException("the class " + each + " is missing");
          }
          jar.putNextEntry(new ZipEntry(name));
          in.transferTo(jar);
        }
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit(); // Some systems keep a file that the JVM has opened.
    }
  }
}
