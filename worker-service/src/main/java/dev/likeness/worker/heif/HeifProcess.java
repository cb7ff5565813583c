package dev.likeness.worker.heif;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.image.ImageHeader;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.DecodeTooSlow;
import dev.likeness.worker.image.HeifPixels;
import dev.likeness.worker.sandbox.SandboxLimits;
import dev.likeness.worker.sandbox.SandboxedJvm;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes WebP, HEIC and AVIF files in a child process, one after the other. The child lives from
 * file to file, because its start takes most of a second; one that takes too long or dies is
 * replaced for the next file. Thread safe; owns the process and a thread that watches the time.
 */
public final class HeifProcess implements HeifPixels, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeifProcess.class);

  /**
   * The first start on a machine unpacks 60 MB of libraries; then one photo of each kind is
   * decoded.
   */
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /**
   * The heap holds the file twice and the pixels once (230 MB). Beside it, native code needs up to
   * four frames of the largest photo (10 bits, 4:2:0, 150 MB each), and the JVM about 100 MB: more
   * heap would leave too little to an AV1 decoder after some large photos. The processor time is
   * that of some hundred photos: then another process begins.
   */
  private static final SandboxLimits SANDBOX = new SandboxLimits(384, 1280, 600);

  /** Where the native libraries are unpacked to: the child has no environment to find it by. */
  private static final List<String> PASSED_ON =
      List.of("user.home", "java.io.tmpdir", "org.bytedeco.javacpp.cachedir");

  private final DecodeLimits limits;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heif-watch").daemon().factory());
  private @Nullable Child child;
  private boolean warned;

  private HeifProcess(DecodeLimits limits) {
    this.limits = limits;
  }

  /** Starts the decoder; empty, with a line in the log, where its libraries cannot be loaded. */
  public static Optional<HeifProcess> start(DecodeLimits limits) {
    var process = new HeifProcess(limits);
    try {
      process.running();
      return Optional.of(process);
    } catch (IOException e) {
      process.close();
      LOG.atWarn().setCause(e).log("WebP, HEIC and AVIF photos cannot be read on this machine");
      return Optional.empty();
    }
  }

  /** A child that has died in the meantime is not the file's fault: then it is tried once more. */
  @Override
  public synchronized Raw read(byte[] file) throws IOException {
    boolean fresh = child == null;
    try {
      return readOnce(file);
    } catch (ChildDied e) {
      if (fresh) {
        throw e;
      }
      return readOnce(file);
    }
  }

  private Raw readOnce(byte[] file) throws IOException {
    Child used = running();
    Alarm alarm = new Alarm(used.process(), limits.time());
    try {
      return used.read(file);
    } catch (DamagedFile e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Between two messages, or dead: not to be used again.
      drop(used);
      throw alarm.rang() ? new DecodeTooSlow() : new ChildDied(e);
    } finally {
      alarm.cancel();
    }
  }

  @Override
  public synchronized void close() {
    if (child != null) {
      drop(child);
    }
    watch.shutdownNow();
  }

  private Child running() throws IOException {
    Child now = child;
    if (now == null || !now.process().isAlive()) {
      now = begin();
      child = now;
    }
    return now;
  }

  private Child begin() throws IOException {
    Process process =
        new SandboxedJvm(classPath(), HeifChild.class, SANDBOX, properties())
            .start(
                Long.toString(limits.image().pixels()), Integer.toString(limits.image().bytes()));
    Alarm alarm = new Alarm(process, START_LIMIT);
    var begun =
        new Child(
            process,
            new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16)),
            new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16)));
    try {
      if (begun.in().read() != HeifChild.READY) {
        throw new IOException("the libraries for HEIC cannot be loaded on this platform");
      }
      warnOf(begun.in().readUTF());
      return begun;
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    } finally {
      alarm.cancel();
    }
  }

  private void warnOf(String missing) {
    if (!missing.isEmpty() && !warned) {
      warned = true;
      LOG.atWarn()
          .addKeyValue("missing", missing)
          .log("HEIC photos are decoded in a sandbox that this system grants only in part");
    }
  }

  private static Map<String, String> properties() {
    return PASSED_ON.stream()
        .filter(name -> System.getProperty(name) != null)
        .collect(Collectors.toMap(name -> name, System::getProperty));
  }

  private void drop(Child dropped) {
    dropped.process().destroyForcibly();
    child = null;
  }

  /** Just what the child needs: our classes, the bindings, and the libraries of this platform. */
  private static String classPath() throws IOException {
    String platform = Loader.getPlatform();
    Set<String> places = new LinkedHashSet<>();
    for (String resource :
        List.of(
            nameOf(HeifChild.class),
            nameOf(ImageHeader.class),
            nameOf(FailureCode.class),
            nameOf(Loader.class),
            nameOf(avcodec.class),
            "org/bytedeco/javacpp/" + platform + "/" + System.mapLibraryName("jnijavacpp"),
            "org/bytedeco/ffmpeg/" + platform + "/" + System.mapLibraryName("jniavcodec"))) {
      URL found = HeifChild.class.getClassLoader().getResource(resource);
      if (found == null) {
        throw new IOException(resource + " is not on the class path");
      }
      places.add(place(found, resource));
    }
    return places.stream().collect(Collectors.joining(File.pathSeparator));
  }

  private static String nameOf(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }

  /** The jar or folder in which a resource was found. */
  private static String place(URL found, String resource) throws IOException {
    String url = found.toString();
    String root = url.substring(0, url.length() - resource.length());
    String file =
        root.startsWith("jar:") ? root.substring("jar:".length(), root.length() - 2) : root;
    try {
      return Path.of(new URI(file)).toString();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException("the decoder cannot be started from " + file, e);
    }
  }

  /** A file that the decoder has read and refused. */
  private static final class DamagedFile extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedFile() {
      super("the file is damaged");
    }
  }

  private static final class ChildDied extends IOException {
    private static final long serialVersionUID = 1L;

    ChildDied(Exception cause) {
      super("the decoder died", cause);
    }
  }

  private record Child(Process process, DataOutputStream out, DataInputStream in) {
    Raw read(byte[] file) throws IOException {
      out.writeInt(file.length);
      out.write(file);
      out.flush();
      int answer = in.read();
      if (answer == HeifChild.DAMAGED) {
        throw new DamagedFile();
      }
      if (answer != HeifChild.PIXELS) {
        throw new IOException("no answer");
      }
      int width = in.readInt();
      int height = in.readInt();
      byte[] bgr = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
      in.readFully(bgr);
      return new Raw(width, height, bgr);
    }
  }

  /** Kills a process that takes too long, which ends the wait for its answer. */
  private final class Alarm {
    private final Future<?> pending;
    private volatile boolean rang;

    Alarm(Process process, Duration limit) {
      this.pending =
          watch.schedule(
              () -> {
                rang = true;
                process.destroyForcibly();
              },
              limit.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    boolean rang() {
      return rang;
    }

    void cancel() {
      pending.cancel(false);
    }
  }
}
