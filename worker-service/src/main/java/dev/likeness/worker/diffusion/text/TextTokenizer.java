package dev.likeness.worker.diffusion.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelPack;
import java.util.Arrays;
import java.util.Optional;

/**
 * Turns texts into tokens, with the tokenizer of a pack. Any thread may call it; it owns native
 * memory, which {@link #close} frees.
 */
public final class TextTokenizer implements AutoCloseable {
  private static final int CLIP_LENGTH = 77;

  private final TokenizersLibrary library;
  private final int length;
  private final long padding;
  private final boolean closing;
  private long handle;

  private TextTokenizer(TokenizerFiles files, int length, boolean closing) {
    this.library = NativeTokenizers.library();
    this.length = length;
    this.padding = files.padding();
    this.closing = closing;
    try {
      this.handle = library.createTokenizerFromString(files.definition());
    } catch (RuntimeException e) {
      throw new ModelException(
          Reason.NOT_LOADED, "the tokenizer cannot be read: " + e.getMessage(), e);
    }
    // Both are done here, whatever the file has set.
    library.disablePadding(handle);
    library.disableTruncation(handle);
  }

  /**
   * CLIP's tokenizer: a text stands between two special tokens, and what is too long loses its end
   * before the last of them.
   *
   * @param folder of the pack, for example {@code tokenizer}
   * @throws ModelException if it is not there or not usable
   */
  public static TextTokenizer clip(ModelPack pack, String folder) {
    return clip(files(pack, folder));
  }

  static TextTokenizer clip(TokenizerFiles files) {
    return new TextTokenizer(files, files.length().orElse(CLIP_LENGTH), true);
  }

  /**
   * A tokenizer of a language model: what is too long loses its end.
   *
   * @param folder of the pack, empty for its root
   * @param length of every text with its padding
   * @throws ModelException if it is not there or not usable
   */
  public static TextTokenizer plain(ModelPack pack, String folder, int length) {
    return plain(files(pack, folder), length);
  }

  static TextTokenizer plain(TokenizerFiles files, int length) {
    return new TextTokenizer(files, length, false);
  }

  /** Tokens of every text, with its padding. */
  public int length() {
    return length;
  }

  /** The tokens of a text; they are as many for any text. */
  public synchronized Tokens encode(String text) {
    if (handle == 0) {
      throw new ModelException(Reason.CLOSED, "the tokenizer is closed");
    }
    long encoding = library.encode(handle, text, true);
    long[] all;
    try {
      all = library.getTokenIds(encoding);
    } finally {
      library.deleteEncoding(encoding);
    }
    int used = Math.min(all.length, length);
    long[] ids = Arrays.copyOf(all, length);
    Arrays.fill(ids, used, length, padding);
    if (closing && all.length > length) {
      ids[length - 1] = all[all.length - 1];
    }
    return new Tokens(ids, used);
  }

  @Override
  public synchronized void close() {
    if (handle != 0) {
      library.deleteTokenizer(handle);
      handle = 0;
    }
  }

  private static TokenizerFiles files(ModelPack pack, String folder) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    return new TokenizerFiles(
        "the tokenizer " + prefix + " of model pack " + pack.id(),
        name ->
            pack.lists(prefix + name) ? Optional.of(pack.text(prefix + name)) : Optional.empty());
  }
}
