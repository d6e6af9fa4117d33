package dev.keepsake.config;

import dev.keepsake.artefact.Walked;
import dev.keepsake.artefact.ZnodeView;

/** What was read of a running ensemble, and how. */
public record LiveLook(ZnodeView tree, Walked walked) {}
