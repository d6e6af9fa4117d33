package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.PlannedChange;

/** A change, and the one request that makes it. */
record Step(PlannedChange change, String method, String path, JsonNode body) {}
