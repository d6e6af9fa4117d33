# A bucket for one archive: versions kept, every object locked for a while, public access shut off, and a role's policy for each part,
# which are the very ones in deploy/iam that the tests hold against every request.

terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

# so that the policies fit GovCloud and China, too
data "aws_partition" "here" {}

locals {
  # Those of deploy/iam, but for the ones of a key service, which name keys.
  parts = [
    "writer", "writer-with-object-lock", "restorer", "restorer-as-of", "pruner", "holder", "copier", "copier-with-object-lock",
  ]
  # the files name what is to be replaced
  raw      = { for part in local.parts : part => file("${path.module}/../iam/${part}.json") }
  there    = { for part, text in local.raw : part => replace(text, "arn:aws:", "arn:${data.aws_partition.here.partition}:") }
  bucketed = { for part, text in local.there : part => replace(text, "BUCKET", var.bucket) }
  policies = { for part, text in local.bucketed : part => replace(text, "PREFIX", var.prefix) }
}

resource "aws_s3_bucket" "archive" {
  bucket = var.bucket

  # can be had at a bucket's creation alone
  object_lock_enabled = true

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "archive" {
  bucket = aws_s3_bucket.archive.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "archive" {
  bucket                  = aws_s3_bucket.archive.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "archive" {
  bucket = aws_s3_bucket.archive.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# There is no default retention on purpose: agents lock what is committed ('object-lock' in their configuration), each for as long as a
# backup needs it. A default would also lock claims and caches, which are written over.

resource "aws_s3_bucket_lifecycle_configuration" "archive" {
  bucket     = aws_s3_bucket.archive.id
  depends_on = [aws_s3_bucket_versioning.archive]

  # The bytes of what was pruned, or deleted by an intruder, go when nobody wants the past back any more, and never before their lock is over.
  rule {
    id     = "what-was-deleted"
    status = "Enabled"

    filter {
      prefix = "${var.prefix}/"
    }

    noncurrent_version_expiration {
      noncurrent_days = var.keep_deleted_days
    }

    expiration {
      expired_object_delete_marker = true
    }
  }

  # A run may take a day ('max-duration'), and its parts must live as long.
  rule {
    id     = "uploads-left-behind"
    status = "Enabled"

    filter {
      prefix = "${var.prefix}/"
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 3
    }
  }
}

resource "aws_s3_bucket_policy" "archive" {
  bucket = aws_s3_bucket.archive.id
  policy = data.aws_iam_policy_document.tls_only.json
}

data "aws_iam_policy_document" "tls_only" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.archive.arn, "${aws_s3_bucket.archive.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_iam_policy" "part" {
  for_each = local.policies
  name     = "${var.name}-${each.key}"
  policy   = each.value
}

# Each part's policy was once a resource of its own: they are the same ones, and stay attached to whom they were given.
moved {
  from = aws_iam_policy.writer
  to   = aws_iam_policy.part["writer"]
}

moved {
  from = aws_iam_policy.locks
  to   = aws_iam_policy.part["writer-with-object-lock"]
}

moved {
  from = aws_iam_policy.restorer
  to   = aws_iam_policy.part["restorer"]
}

moved {
  from = aws_iam_policy.as_of
  to   = aws_iam_policy.part["restorer-as-of"]
}

moved {
  from = aws_iam_policy.pruner
  to   = aws_iam_policy.part["pruner"]
}
