package io.github.noleaks.agent.boot;

import java.io.File;
import java.io.FileDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What the woven methods of the JDK call, by the table {@code weaving.txt} of the agent. Nothing
 * here throws.
 */
public final class Hooks {
  /** The mode in {@code RandomAccessFile.open} that does not write. */
  private static final int READ_ONLY = 1;

  private Hooks() {}

  /** A resource was opened, of which nothing else is known. */
  public static void opened(Object resource, String kind) {
    open(resource, kind, null, null);
  }

  /** A resource was opened at a place in the file system. */
  public static void opened(Object resource, String kind, @Nullable Object place) {
    try {
      open(resource, kind, place instanceof File file ? file.getPath() : place, null);
    } catch (Throwable e) {
      // As everywhere here: the JDK goes on.
    }
  }

  /** A file was opened to be read from its begin to its end. */
  public static void reads(Object resource, Object path) {
    open(resource, "FILE", path, "read");
  }

  /** A file was opened to be written. */
  public static void writes(Object resource, Object path) {
    open(resource, "FILE", path, "write");
  }

  /** A file was opened in a mode of {@code RandomAccessFile}. */
  public static void random(Object resource, Object path, int mode) {
    open(resource, "FILE", path, (mode & READ_ONLY) != 0 ? "read" : "read and write");
  }

  /** A channel was opened; with a parent it is the same resource as that. */
  public static void file(
      Object resource,
      @Nullable Object path,
      boolean reads,
      boolean writes,
      @Nullable Object parent) {
    if (parent == null) {
      open(resource, "FILE", path, mode(reads, writes));
    }
  }

  /** An asynchronous channel was opened. */
  public static void file(Object resource, boolean reads, boolean writes) {
    open(resource, "FILE", null, mode(reads, writes));
  }

  /** Where a file is whose channel was opened without telling that. */
  public static void at(@Nullable Object resource, Object path) {
    Opening opening = find(resource);
    if (opening != null) {
      opening.place = path;
    }
  }

  private static String mode(boolean reads, boolean writes) {
    return !writes ? "read" : reads ? "read and write" : "write";
  }

  private static void open(
      Object resource, String kind, @Nullable Object place, @Nullable String mode) {
    try {
      Opening opening = Registry.add(resource, kind, false);
      if (opening != null) {
        opening.place = place;
        opening.mode = mode;
      }
    } catch (Throwable e) {
      // A stack without room, a heap without memory: nothing is recorded.
    }
  }

  /** A socket got its descriptor. */
  public static void socket(Object resource, Object descriptor, boolean server) {
    try {
      Opening opening = Registry.add(resource, server ? "LISTENER" : "SOCKET", false);
      if (opening != null) {
        opening.descriptor = (FileDescriptor) descriptor;
      }
    } catch (Throwable e) {
      // Not recorded.
    }
  }

  /** A socket accepted a connection. */
  public static void accepted(
      Object resource, Object descriptor, @Nullable Object remote, int remotePort, int localPort) {
    try {
      Opening opening = Registry.add(resource, "SOCKET", true);
      if (opening != null) {
        opening.descriptor = (FileDescriptor) descriptor;
        connected(resource, remote, remotePort, localPort);
      }
    } catch (Throwable e) {
      // Not recorded.
    }
  }

  /** A socket was connected. */
  public static void connected(
      Object resource, @Nullable Object remote, int remotePort, int localPort) {
    Opening opening = find(resource);
    if (opening != null) {
      opening.remote = remote;
      opening.remotePort = remotePort;
      opening.localPort = localPort;
    }
  }

  /** A socket was bound. */
  public static void bound(Object resource, @Nullable Object local, int localPort) {
    Opening opening = find(resource);
    if (opening != null) {
      opening.local = local;
      opening.localPort = localPort;
    }
  }

  /** A channel of the network was made from a descriptor: it was accepted. */
  public static void accepted(
      Object resource, String kind, @Nullable Object local, @Nullable Object remote) {
    try {
      Opening opening = Registry.add(resource, kind, true);
      if (opening != null) {
        opening.local = local;
        opening.remote = remote;
      }
    } catch (Throwable e) {
      // Not recorded.
    }
  }

  /** What the addresses of a channel are now. */
  public static void addresses(Object resource, @Nullable Object local, @Nullable Object remote) {
    Opening opening = find(resource);
    if (opening != null) {
      opening.local = local;
      opening.remote = remote;
    }
  }

  /** To where a channel is about to be connected. */
  public static void remote(Object resource, @Nullable Object remote) {
    Opening opening = find(resource);
    if (opening != null) {
      opening.remote = remote;
    }
  }

  /** Where a channel is bound to. */
  public static void local(Object resource, @Nullable Object local) {
    Opening opening = find(resource);
    if (opening != null) {
      opening.local = local;
    }
  }

  private static @Nullable Opening find(@Nullable Object resource) {
    try {
      return resource == null ? null : Registry.find(resource);
    } catch (Throwable e) {
      return null;
    }
  }

  /** A process was started. */
  public static void started(@Nullable Object process) {
    try {
      if (process instanceof Process started) {
        Registry.addProcess(started, started.pid());
      }
    } catch (Throwable e) {
      // Not recorded.
    }
  }

  /** A resource was made of another, which is no longer one of its own. */
  public static void wraps(Object resource, Object inner) {
    closed(inner);
  }

  /** A resource is being closed. */
  public static void closed(Object resource) {
    try {
      Registry.remove(resource);
    } catch (Throwable e) {
      // Then it is told as open.
    }
  }
}
