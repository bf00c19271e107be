using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace XrayPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AddDicomIdentifiers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "SeriesInstanceUid",
                table: "Films",
                type: "character varying(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "SopClassUid",
                table: "Films",
                type: "character varying(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "SopInstanceUid",
                table: "Films",
                type: "character varying(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "StudyInstanceUid",
                table: "Films",
                type: "character varying(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "TransferSyntaxUid",
                table: "Films",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Films_SopInstanceUid",
                table: "Films",
                column: "SopInstanceUid");

            migrationBuilder.CreateIndex(
                name: "IX_Films_StudyInstanceUid",
                table: "Films",
                column: "StudyInstanceUid");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Films_SopInstanceUid",
                table: "Films");

            migrationBuilder.DropIndex(
                name: "IX_Films_StudyInstanceUid",
                table: "Films");

            migrationBuilder.DropColumn(
                name: "SeriesInstanceUid",
                table: "Films");

            migrationBuilder.DropColumn(
                name: "SopClassUid",
                table: "Films");

            migrationBuilder.DropColumn(
                name: "SopInstanceUid",
                table: "Films");

            migrationBuilder.DropColumn(
                name: "StudyInstanceUid",
                table: "Films");

            migrationBuilder.DropColumn(
                name: "TransferSyntaxUid",
                table: "Films");
        }
    }
}
