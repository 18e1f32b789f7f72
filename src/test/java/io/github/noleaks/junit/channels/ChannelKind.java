package io.github.noleaks.junit.channels;

import io.github.noleaks.OpenChannel.Kind;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** All that can be opened, and how. */
enum ChannelKind {
  INPUT_STREAM(Kind.FILE, "(read)") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return new FileInputStream(file(folder).toFile());
    }
  },
  OUTPUT_STREAM(Kind.FILE, "(write)") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return new FileOutputStream(file(folder).toFile());
    }
  },
  RANDOM_ACCESS_FILE(Kind.FILE, "(read and write)") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return new RandomAccessFile(file(folder).toFile(), "rw");
    }
  },
  FILE_CHANNEL(Kind.FILE, "(write)") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return FileChannel.open(file(folder), StandardOpenOption.WRITE);
    }
  },
  STREAM_OF_FILES(Kind.FILE, "(read)") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return Files.newInputStream(file(folder));
    }
  },
  READER(Kind.FILE, "(read)") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return Files.newBufferedReader(file(folder));
    }
  },
  LINES(Kind.FILE, "(read)") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return Files.lines(file(folder));
    }
  },
  LIST(Kind.DIRECTORY, "") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return Files.list(folder);
    }
  },
  WALK(Kind.DIRECTORY, "") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return Files.walk(folder);
    }
  },
  ZIP(Kind.ARCHIVE, ".zip") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      Path zip = folder.resolve(UUID.randomUUID() + ".zip");
      try (OutputStream out = Files.newOutputStream(zip);
          ZipOutputStream entries = new ZipOutputStream(out)) {
        entries.putNextEntry(new ZipEntry("order"));
      }
      return new ZipFile(zip.toFile());
    }
  },
  ASYNCHRONOUS_FILE(Kind.FILE, "(read)") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return AsynchronousFileChannel.open(file(folder));
    }
  },
  SOCKET(Kind.SOCKET, "→ 127.0.0.1:") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return new Socket(InetAddress.getLoopbackAddress(), Kept.server().getLocalPort());
    }
  },
  READER_OF_SOCKET(Kind.SOCKET, "→ 127.0.0.1:") {
    @Override
    @SuppressWarnings("resource") // To forget it is what is tested.
    AutoCloseable open(Path folder) throws IOException {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), Kept.server().getLocalPort());
      return new BufferedReader(
          new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }
  },
  SOCKET_CHANNEL(Kind.SOCKET, "→ 127.0.0.1:") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return SocketChannel.open(Kept.server().getLocalSocketAddress());
    }
  },
  ASYNCHRONOUS_SOCKET(Kind.SOCKET, "→ 127.0.0.1:") {
    @Override
    AutoCloseable open(Path folder) throws Exception {
      AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
      channel.connect(Kept.server().getLocalSocketAddress()).get();
      return channel;
    }
  },
  SERVER_SOCKET(Kind.LISTENER, "127.0.0.1:") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
  },
  SERVER_CHANNEL(Kind.LISTENER, "127.0.0.1:") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return ServerSocketChannel.open().bind(ANY_PORT);
    }
  },
  ASYNCHRONOUS_SERVER(Kind.LISTENER, "127.0.0.1:") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return AsynchronousServerSocketChannel.open().bind(ANY_PORT);
    }
  },
  UNIX_SERVER(Kind.LISTENER, ".sock") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      Path path = Files.createTempDirectory("nl").resolve("a.sock");
      ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      channel.bind(UnixDomainSocketAddress.of(path));
      path.toFile().deleteOnExit();
      return channel;
    }
  },
  DATAGRAM_SOCKET(Kind.DATAGRAM, ":") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return new DatagramSocket(ANY_PORT);
    }
  },
  DATAGRAM_CHANNEL(Kind.DATAGRAM, ":") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return DatagramChannel.open().bind(ANY_PORT);
    }
  },
  PIPE(Kind.PIPE, "") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      Pipe pipe = Pipe.open();
      return new AutoCloseable() {
        @Override
        public void close() throws IOException {
          pipe.source().close();
          pipe.sink().close();
        }
      };
    }
  },
  SELECTOR(Kind.SELECTOR, "") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return Selector.open();
    }
  },
  WATCH_SERVICE(Kind.WATCH, "") {
    @Override
    AutoCloseable open(Path folder) throws IOException {
      return folder.getFileSystem().newWatchService();
    }
  };

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** What the report has to call it. */
  final Kind kind;

  /** What the report has to say of where it leads. */
  final String target;

  ChannelKind(Kind kind, String target) {
    this.kind = kind;
    this.target = target;
  }

  abstract AutoCloseable open(Path folder) throws Exception;

  private static Path file(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("orders-" + UUID.randomUUID() + ".csv"), "1;tea\n2;milk\n");
  }
}
