package dev.likeness.worker.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

/**
 * How ONNX Runtime is told to run a model, all of it in one place; what is decided here and why
 * stands in infra/adr/0018.
 */
final class SessionSettings {
  private static final String SHRINK = "memory.enable_memory_arena_shrinkage";

  private final DeviceSettings settings;
  private final boolean cuda;

  /**
   * @param cuda whether sessions are for the CUDA device
   */
  SessionSettings(DeviceSettings settings, boolean cuda) {
    this.settings = settings;
    this.cuda = cuda;
  }

  /** Options of a new session; the caller closes them. */
  SessionOptions options() throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setIntraOpNumThreads(settings.cpuThreads());
      options.setInterOpNumThreads(1);
      // Idle threads of one model must not take the cores from decoding and encoding.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      // For each new shape of its inputs a session would plan one block for all that a run needs,
      // and keep the blocks of the shapes before: photos come in many sizes, so that it grows.
      // The plans did not make runs faster. With CUDA they leak too (microsoft/onnxruntime#29351).
      options.setMemoryPatternOptimization(false);
      // Weights stay as long as the session: the arena, which can give back, is for runs only.
      options.addConfigEntry("session.use_device_allocator_for_initializers", "1");
      if (cuda) {
        addCuda(options);
      }
      return options;
    } catch (OrtException | RuntimeException e) {
      options.close();
      throw e;
    }
  }

  /** Whether sessions keep their working memory from run to run. */
  boolean keepMemory() {
    return settings.keepMemory();
  }

  /** Lets a run give back, at its end, the memory that its session has kept. */
  void giveBackMemory(RunOptions run) throws OrtException {
    run.addRunConfigEntry(SHRINK, cuda ? "gpu:" + settings.cudaDevice() : "cpu:0");
  }

  private void addCuda(SessionOptions options) throws OrtException {
    try (OrtCUDAProviderOptions provider = new OrtCUDAProviderOptions(settings.cudaDevice())) {
      provider.add("gpu_mem_limit", Long.toString(settings.cudaMemoryBytes()));
      provider.add("arena_extend_strategy", "kSameAsRequested");
      // Photos come in many sizes: an exhaustive search would begin anew with each.
      provider.add("cudnn_conv_algo_search", "HEURISTIC");
      provider.add("use_tf32", "1");
      provider.add("do_copy_in_default_stream", "1");
      options.addCUDA(provider);
    }
  }
}
